using System.Text.Json;
using MlTrack.Internal.Packaging;
using MlTrack.Tests.Text;

namespace MlTrack.Tests.Packaging;

public sealed class ModelUriTests
{
    public static TheoryData<string, string> Recorded
    {
        get
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(GoldenFile.PathOf("expected.json", "registry")));
            var cases = new TheoryData<string, string>();
            foreach (var row in document.RootElement.GetProperty("parse_model_uri").EnumerateArray())
            {
                var wanted = row.TryGetProperty("ok", out var ok)
                    ? string.Join("|", new[] { "model_id", "name", "version", "stage", "alias" }.Select(part => ok.GetProperty(part).GetString() ?? "-"))
                    : row.GetProperty("error").GetProperty("code").GetString() + ": " + row.GetProperty("error").GetProperty("message").GetString();
                cases.Add(row.GetProperty("uri").GetString()!, wanted);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Parse_reads_as_MLflow_does(string uri, string wanted)
    {
        string found;
        try
        {
            var read = ModelUri.Parse(uri);
            found = string.Join("|", new[] { read.ModelId, read.Name, read.Version, read.Stage, read.Alias }.Select(part => part ?? "-"));
        }
        catch (MlTrackException error)
        {
            found = $"{error.ErrorCodeText}: {error.Message}";
        }

        found.Should().Be(wanted);
    }

    [Theory]
    [InlineData("runs:/0123/model", "0123", "model")]
    [InlineData("runs:/0123/a/b/", "0123", "a/b")]
    [InlineData("RUNS:/0123", "0123", "")]
    public void A_runs_URI_is_a_run_and_a_path(string uri, string run, string path) => RunUri.Parse(uri).Should().Be(new RunUri(run, path));

    [Theory]
    [InlineData("runs:/")]
    [InlineData("runs:0123/model")]
    [InlineData("runs://0123/model")]
    [InlineData("models:/0123/model")]
    public void What_is_no_runs_URI_is_refused_with_MLflows_words(string uri) => FluentActions.Invoking(() => RunUri.Parse(uri)).Should().Throw<MlTrackException>()
        .WithMessage($"Not a proper runs:/ URI: {uri}. Runs URIs must be of the form 'runs:/<run_id>/run-relative/path/to/artifact'");
}
