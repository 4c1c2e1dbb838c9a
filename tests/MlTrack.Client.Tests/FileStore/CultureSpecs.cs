using System.Globalization;
using System.Text;
using MlTrack.Client.Tests.Api.Support;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.IO;
using MlTrack.Search;
using MlTrack.Stores;
using MlTrack.Tests.Support;
using MlTrack.Tests.Text;

namespace MlTrack.Tests.FileStore;

/// <summary>What a program writes, finds and exports does not depend on the language of the machine: commas, dotless i, other digits, other calendars.</summary>
public sealed class CultureSpecs
{
    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    public void A_tree_has_the_same_bytes_in_every_culture(string culture)
    {
        SortedDictionary<string, string>? expected = null, actual = null;
        CultureScope.Run("", () => expected = Tree());
        CultureScope.Run(culture, () =>
        {
            CultureInfo.CurrentCulture.Name.Should().Be(culture);
            actual = Tree();
        });

        expected.Should().HaveCountGreaterThan(20);
        actual.Should().Equal(expected);
    }

    private static SortedDictionary<string, string> Tree()
    {
        using var folder = new TempFolder();
        var root = folder.PathOf("mlruns");
        var options = new MlTrackClientOptions { OnFailure = OnFailure.Throw, TimeProvider = new ManualClock(), IdGenerator = new Counting() };
        using (var client = MlTrackClient.Open(new FileTrackingStore(root, options, PhysicalFileSystem.Instance, artifactRoot: "file:///artifacts"), options))
        {
            var experiment = client.CreateExperimentAsync("INSTITUT i ı İ I").GetAwaiter().GetResult();
            var start = new RunOptions { ExperimentId = experiment, RunName = "TITLE titIi", CaptureGit = false, CaptureEnvironment = false };
            var run = client.StartRunAsync(start).GetAwaiter().GetResult();
            run.LogParam("rate", 0.5).LogParam("count", -1234567).LogParam("flag", true).LogParam("when", new DateTime(2026, 11, 25, 1, 2, 3, DateTimeKind.Utc))
                .LogParam("span", TimeSpan.FromHours(36.5)).LogParam("money", 1234.5m)
                .LogParams(new { Ii = 1.25f, Nested = new { INFO = -0.001, List = new[] { 1.5, 2.5 } } });
            run.LogMetric("IiIi", -0.5, step: -3).LogMetric("big", 1e300).LogMetric("nan", double.NaN).LogMetric("inf", double.NegativeInfinity);
            run.SetTag("I", "ı").SetNote("1.5");
            run.LogInput(new Dataset { Name = "iris", Digest = "0a1b2c3d", Profile = "{\"num_rows\": 150}" }, "training");
            run.LogTable(new Dictionary<string, IReadOnlyList<object?>> { ["x"] = [1.5, -2] }, "table.json").LogText("1,5", "text.txt");
            run.EndAsync().GetAwaiter().GetResult();

            var query = new SearchRunsQuery { AllExperiments = true, Filter = "metrics.IiIi < -0.25 AND params.`Nested.INFO` = '-0.001' AND tags.I ILIKE 'ı'" };
            using var csv = new StringWriter(CultureInfo.InvariantCulture);
            RunExport.WriteMetricCsvAsync(client.Store, query, csv).GetAwaiter().GetResult().Should().Be(4);
            File.WriteAllText(folder.PathOf("export.csv"), csv.ToString());
        }

        return new SortedDictionary<string, string>(
            Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).ToDictionary(
                file => Path.GetRelativePath(folder.Path, file), file => File.ReadAllText(file, Encoding.Latin1).Replace(folder.Path, "", StringComparison.Ordinal), StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    private sealed class Counting : IdGenerator
    {
        private int _last;

        public override string NewHexId() => (++_last).ToString("x32", CultureInfo.InvariantCulture);

        public override int NextInt32(int exclusiveLimit) => ++_last % exclusiveLimit;
    }
}
