using System.Diagnostics;
using System.Text.Json;
using FluentAssertions.Equivalency;
using MlTrack.Stores;

namespace MlTrack.Reliability.Tests;

/// <summary>
/// Whatever is damaged in one run, its neighbours are read exactly, lists and look-ups answer, only exceptions of ours come out, nothing outside of the tree is shown, and
/// neither time nor memory runs away.
/// </summary>
public sealed class DamagedTreeSpecs
{
    private const long MaxAllocated = 256L << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static TheoryData<string> Cases => new(Damages.All.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Damage_costs_its_own_run_at_most(string damage)
    {
        using var tree = await SickTree.NewAsync();
        Damages.All[damage](tree);
        var before = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        var shown = new List<object?>();

        // A hang is a failure too, and cannot be waited for.
        await Task.Run(() => LookAtEverythingAsync(tree, damage, shown)).WaitAsync(TimeSpan.FromSeconds(30));

        watch.Elapsed.Should().BeLessThan(Patience);
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(MaxAllocated);
        JsonSerializer.Serialize(shown).Should().NotContain(SickTree.Secret);
        tree.AssertOutsideIsUntouched();
    }

    [Fact]
    public void There_are_more_than_150_cases() => Damages.All.Should().HaveCountGreaterThan(150);

    [Theory]
    [InlineData("<exp>/<run>/meta.yaml is empty", "<exp>/<run>")]
    [InlineData("<exp>/<run>/meta.yaml is cut in half", "<exp>/<run>")]
    [InlineData("<exp>/<run>/meta.yaml is a link to a secret", "<exp>/<run>")]
    [InlineData("<exp>/<run>/params/lr is not UTF-8", "<exp>/<run>/params/lr")]
    [InlineData("<exp>/<run>/params/lr is a pipe", "<exp>/<run>/params/lr")]
    [InlineData("<exp>/<run>/metrics/loss is prose", "<exp>/<run>/metrics/loss")]
    [InlineData("<exp>/<run>/metrics/loss is full of holes", "<exp>/<run>/metrics/loss")]
    [InlineData("<exp>/meta.yaml is a bomb", "<exp>")]
    [InlineData("<exp>/models/<model>/meta.yaml is a list", "<exp>/models/<model>")]
    [InlineData("<exp>/<run>/metrics is gone", "<exp>/<run>")]
    [InlineData("<exp>/<run> links to a secret folder", "<exp>/<run>")]
    [InlineData("run meta with status a text", "<exp>/<run>")]
    [InlineData("metric line with four fields", "<exp>/<run>/metrics/loss")]
    [InlineData("root has .git", ".git")]
    [InlineData("run folder renamed", "<exp>/<run>x")]
    public async Task Verifying_names_the_place(string damage, string place)
    {
        using var tree = await SickTree.NewAsync();
        Damages.All[damage](tree);
        await using var client = MlTrackClient.Open(tree.Root);
        var places = new List<string>();
        await foreach (var problem in client.VerifyAsync())
        {
            places.Add(problem.Path);
        }

        places.Should().Contain(path => path.StartsWith(tree.PathOf(place), StringComparison.Ordinal));
    }

    private static async Task LookAtEverythingAsync(SickTree tree, string damage, List<object?> shown)
    {
        MlTrackClient client;
        try
        {
            client = MlTrackClient.Open(tree.Root);
        }
        catch (MlTrackException) when (damage == "trash is a file")
        {
            // Nothing can be deleted in such a tree; it is refused as a whole, with a message of ours.
            return;
        }

        await using var opened = client;
        var template = tree.Template;
        var sick = template.SickExperimentId;

        // The data sets of an experiment are in one folder; without it every run of the experiment has lost its own.
        EquivalencyAssertionOptions<RunRecord> WithoutLostDatasets(EquivalencyAssertionOptions<RunRecord> options) =>
            damage.StartsWith("<exp>/datasets ", StringComparison.Ordinal) ? options.Excluding(run => run.Inputs) : options;
        var wholeExperiment = damage.StartsWith("<exp> ", StringComparison.Ordinal) || damage == "experiment folder renamed";
        if (!wholeExperiment)
        {
            (await client.GetRunAsync(template.Neighbour.Info.RunId)).Should().BeEquivalentTo(template.Neighbour, WithoutLostDatasets);
        }

        (await client.GetRunAsync(template.Stranger.Info.RunId)).Should().BeEquivalentTo(template.Stranger);
        (await client.GetExperimentByNameAsync("well")).ExperimentId.Should().Be(template.Stranger.Info.ExperimentId);

        var experiments = await client.SearchExperimentsAsync(new SearchExperimentsQuery { ViewType = ViewType.All });
        experiments.Items.Select(experiment => experiment.Name).Should().Contain("well");
        shown.AddRange(experiments.Items);

        var runs = await client.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = [sick, template.Stranger.Info.ExperimentId], ViewType = ViewType.All });
        runs.Items.Where(run => run.Info.RunId == template.Stranger.Info.RunId).Should().ContainSingle().Which.Should().BeEquivalentTo(template.Stranger);
        if (!wholeExperiment)
        {
            runs.Items.Where(run => run.Info.RunId == template.Neighbour.Info.RunId).Should().ContainSingle().Which
                .Should().BeEquivalentTo(template.Neighbour, WithoutLostDatasets);
        }

        shown.AddRange(runs.Items);
        shown.AddRange((await client.SearchLoggedModelsAsync(new SearchLoggedModelsQuery { ExperimentIds = [sick] })).Items);
        await TryAsync(async () => shown.Add(await client.GetRunAsync(template.VictimId)));
        await TryAsync(async () => shown.Add(await client.GetLoggedModelAsync(template.ModelId)));
        await TryAsync(async () => shown.Add(await client.GetExperimentAsync(sick)));
        await TryAsync(async () => shown.Add(await client.SearchDatasetsAsync([sick])));
        await TryAsync(async () => shown.AddRange(await client.ListArtifactsAsync(template.VictimId)));
        await TryAsync(async () =>
        {
            await foreach (var point in client.GetMetricHistoryAsync(template.VictimId, "loss"))
            {
                shown.Add(point);
            }
        });
        await foreach (var problem in client.VerifyAsync())
        {
            shown.Add(problem.Message);
        }

        await TryAsync(() => WriteAsync(client, template.VictimId));
    }

    private static async Task WriteAsync(MlTrackClient client, string runId)
    {
        await using var run = await client.ResumeRunAsync(runId);
        run.LogMetric("new", 1).LogMetric("loss", 1, 9).LogMetric("val/new", 1).LogParam("new", "1").SetTag("new", "1").DeleteTag("team").LogText("new", "new.txt")
            .LogInput(new Dataset { Name = "new", Digest = "1" }).LogOutputs([new LoggedModelOutput("m-new")]);
        await run.EndAsync();
    }

    // What is damaged may be read or refused, but only with an exception of ours.
    private static async Task TryAsync(Func<Task> look)
    {
        try
        {
            await look();
        }
        catch (MlTrackException exception)
        {
            exception.Message.Should().NotContain(SickTree.Secret);
        }
    }
}
