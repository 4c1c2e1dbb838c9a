using System.Globalization;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.FileStore.Index;
using MlTrack.Internal.IO;
using MlTrack.Internal.Search;
using MlTrack.Internal.Text;

namespace MlTrack.Tests.FileStore.Index;

public sealed class RunRowTests
{
    private static readonly RunPlace Place = new("0123456789abcdef0123456789abcdef", "/x/1/0123456789abcdef0123456789abcdef", new ExperimentPlace("1", "/x/1", InTrash: false));

    [Fact]
    public void A_row_gives_back_what_was_put_into_it()
    {
        var writer = new RunRowWriter();
        writer.SetMeta(Meta("näme 😀"), 17);
        writer.SetMetric(9, Facts(double.NaN, dataset: "train"), 1);
        writer.SetMetric(3, Facts(-0.0, dataset: null), 2);
        writer.SetText(TextKind.Param, 3, "", 4);
        writer.SetText(TextKind.Tag, 3, "täg", 5);
        writer.SetText(TextKind.Tag, 1, "x", 6);

        var row = writer.Build(null, Place)!;

        Describe(row.ToMeta(Place)).Should().Be(Describe(Meta("näme 😀")));
        row.MetaPrint.Should().Be(17);
        row.Metric(row.FindMetric(9)).Should().Be(Facts(double.NaN, "train"));
        row.Metric(row.FindMetric(3)).Should().Be(Facts(-0.0, null));
        row.MetricPrint(row.FindMetric(9)).Should().Be(1);
        row.FindMetric(4).Should().Be(-1);
        (row.Text(TextKind.Param, row.FindText(TextKind.Param, 3)), row.TextPrint(TextKind.Param, 0)).Should().Be(("", 4));
        row.Text(TextKind.Tag, row.FindText(TextKind.Tag, 3)).Should().Be("täg");
        row.Text(TextKind.Tag, row.FindText(TextKind.Tag, 1)).Should().Be("x");
        row.FindText(TextKind.Param, 1).Should().Be(-1);
    }

    [Fact]
    public void A_new_value_takes_the_place_of_the_old_one_and_the_others_stay()
    {
        var writer = new RunRowWriter();
        writer.SetMeta(Meta("old"), 1);
        for (var key = 0; key < 50; key++)
        {
            writer.SetMetric(key, Facts(key, dataset: key % 2 == 0 ? "even" : null), (ulong)key + 1);
            writer.SetText(TextKind.Param, key, "p" + key, (ulong)key + 1);
        }

        var old = writer.Build(null, Place);
        writer.Clear();
        writer.SetMetric(7, Facts(70, dataset: null), 99);
        writer.SetMetric(60, Facts(60, dataset: null), 98);
        writer.SetText(TextKind.Param, 8, "new", 97);
        writer.SetText(TextKind.Param, 8, "new", 97);
        var row = writer.Build(old, Place)!;

        row.RunName.Should().Be("old");
        row.MetricCount.Should().Be(51);
        Enumerable.Range(0, 50).Where(key => key != 7).Should().OnlyContain(key => row.Metric(row.FindMetric(key)) == Facts(key, key % 2 == 0 ? "even" : null));
        row.MetricValue(row.FindMetric(7)).Should().Be(70);
        row.MetricPrint(row.FindMetric(60)).Should().Be(98);
        row.TextCount(TextKind.Param).Should().Be(50);
        row.Text(TextKind.Param, row.FindText(TextKind.Param, 8)).Should().Be("new");
        row.Text(TextKind.Param, row.FindText(TextKind.Param, 9)).Should().Be("p9");
    }

    [Fact]
    public void Values_of_a_run_whose_meta_is_not_known_make_no_row()
    {
        var writer = new RunRowWriter();
        writer.SetText(TextKind.Tag, 1, "x", 6);

        writer.Build(null, Place).Should().BeNull();
    }

    [Fact]
    public void A_run_of_the_usual_size_takes_less_than_four_kibibytes()
    {
        var index = new RunIndex("/x");
        var entries = index.GetEntries(Place.Experiment, _ => ([Place], true));
        var writer = new RunRowWriter();
        writer.SetMeta(Meta("trial-1234"), 1);
        for (var key = 0; key < 10; key++)
        {
            writer.SetMetric(index.Keys.Get("metric" + key), Facts(key, null), 1);
            writer.SetText(TextKind.Param, index.Keys.Get("param" + key), "0.123456", 1);
            writer.SetText(TextKind.Tag, index.Keys.Get("tag" + (key % 5)), "a tag of some length", 1);
        }

        index.Keep(entries[0], writer.Build(null, Place)!);

        index.Bytes.Should().BeInRange(1000, 4096);
    }

    [Fact]
    public void The_index_keeps_no_more_than_its_limit_and_forgets_runs_that_are_gone()
    {
        var index = new RunIndex("/x", mostBytes: 70_000);
        var places = Enumerable.Range(0, 100).Select(i => Place with { RunId = i.ToString("x32", CultureInfo.InvariantCulture) }).ToList();
        var writer = new RunRowWriter();
        writer.SetMeta(Meta(new string('n', 500)), 1);

        foreach (var entry in index.GetEntries(Place.Experiment, _ => (places, true)))
        {
            index.Keep(entry, writer.Build(null, entry.Place)!);
        }

        var full = index.Bytes;
        var left = index.GetEntries(Place.Experiment, _ => (places.GetRange(0, 3), true));

        full.Should().BeInRange(65_000, 70_000);
        left.Should().HaveCount(3).And.OnlyContain(entry => entry.Row != null);
        index.Bytes.Should().BeLessThan(full / 10);
        index.GetEntries(Place.Experiment, _ => ([], true)).Should().BeEmpty();
        index.Bytes.Should().Be(0);
    }

    [Fact]
    public void Keys_beyond_the_limit_get_no_number()
    {
        var keys = new KeyNames(most: 100);

        var numbers = Enumerable.Range(0, 120).Select(i => keys.Get("k" + i)).ToList();

        numbers.Take(100).Should().Equal(Enumerable.Range(0, 100));
        numbers.Skip(100).Should().OnlyContain(number => number == KeyNames.Unknown);
        keys.Find("k99").Should().Be(99);
        keys[99].Should().Be("k99");
        keys.Find("k100").Should().Be(KeyNames.Unknown);
    }

    [Fact]
    public void Texts_that_are_long_or_would_not_come_back_are_not_kept()
    {
        RowText.CanKeep(null).Should().BeTrue();
        RowText.CanKeep("short 😀").Should().BeTrue();
        RowText.CanKeep("half " + '\uD83D').Should().BeFalse();
        RowText.CanKeep(new string('é', 5000)).Should().BeFalse();
    }

    [Fact]
    public void Every_part_of_a_stat_makes_another_fingerprint()
    {
        var stat = new FileStat { Kind = EntryKind.File, Size = 1, Inode = 2, Device = 3, ModifiedNanoseconds = 4, ChangedNanoseconds = 5 };

        new[]
        {
            stat, stat with { Size = 2 }, stat with { Inode = 3 }, stat with { Device = 4 }, stat with { ModifiedNanoseconds = 5 }, stat with { ChangedNanoseconds = 6 },
        }.Select(s => Fingerprint.Of(s)).Should().OnlyHaveUniqueItems().And.NotContain(Fingerprint.None);
        Fingerprint.Of(stat with { Kind = EntryKind.Link }).Should().Be(Fingerprint.None);
    }

    [Theory]
    [InlineData(3_000_000_000, 0, true)]
    [InlineData(1_000_000_000, 0, false)]
    [InlineData(3_000_000_000, 1_000_000_000, false)]
    [InlineData(-5_000_000_000, 0, false)]
    public void A_file_is_trusted_when_both_of_its_times_are_older_than_the_coarsest_clock(long modifiedAgo, long changedAgo, bool isTrusted)
    {
        var now = Fingerprint.Now;
        var stat = new FileStat { Kind = EntryKind.File, ModifiedNanoseconds = now - modifiedAgo, ChangedNanoseconds = changedAgo == 0 ? 0 : now - changedAgo };

        (Fingerprint.OfRead(stat, now) != Fingerprint.None).Should().Be(isTrusted);
    }

    private static RunMeta Meta(string name) => new(Place.RunId, "1", 1_700_000_000_000)
    {
        RunName = name, UserId = null, ArtifactUri = "file:///x", Status = RunStatus.Failed, EndTime = 5, LifecycleStage = LifecycleStage.Deleted, DeletedTime = 6,
    };

    private static string Describe(RunMeta meta) => string.Join(
        "|", meta.RunId, meta.ExperimentId, meta.StartTime, meta.RunName, meta.UserId ?? "(null)", meta.ArtifactUri, meta.Status, meta.EndTime, meta.LifecycleStage, meta.DeletedTime);

    private static MetricFacts Facts(double value, string? dataset) => new(
        new MetricPointRaw(123, value, -5) { DatasetName = dataset, DatasetDigest = dataset is null ? null : "d" }, new MetricSummary(1, double.PositiveInfinity, value), IsSettled: true);
}
