using System.Globalization;
using MlTrack.Conventions.Tests.Support;

namespace MlTrack.Conventions.Tests;

/// <summary>The samples do what their pages say, as processes of their own.</summary>
[Collection(NestedBuilds.Name)]
public sealed class SampleSpecs
{
    [Fact]
    public async Task The_quickstart_trains_a_model_and_logs_all_that_its_page_lists()
    {
        using var folder = new TempFolder();
        var build = folder.PathOf("build");

        // As the README says, but for outputs of its own: the outer build may still be writing into the usual folders.
        var run = await Command.DotnetAsync(
            folder.Path, "run", "--project", Repository.PathOf("samples", "Quickstart"), "-p:UseArtifactsOutput=true", "-p:ArtifactsPath=" + build);

        run.ExitCode.Should().Be(0, "it runs; it said: {0}", run.Output);
        run.Output.Should().Contain("Run '").And.Contain("of experiment 'iris': Finished")
            .And.Contain("MLFLOW_ALLOW_FILE_STORE=true mlflow ui").And.Contain(folder.PathOf("mlruns"));

        var logged = OnlyRunOf(folder.PathOf("mlruns"));
        File.ReadAllText(Path.Combine(logged, "params", "Iterations")).Should().Be("40");
        Steps(logged, "train_log_loss").Should().Equal(Enumerable.Range(1, 40), "one point per pass");
        Steps(logged, "fold_accuracy").Should().Equal(Enumerable.Range(0, 5), "one point per fold");
        Value(logged, "accuracy").Should().BeGreaterThan(0.8, "the model has learned something");
        Directory.GetDirectories(Path.Combine(logged, "inputs")).Should().ContainSingle("the data set is an input");
        Directory.EnumerateFiles(Path.Combine(logged, "artifacts"), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Path.Combine(logged, "artifacts"), path))
            .Should().BeEquivalentTo("evaluation/confusion.csv", "evaluation/confusion.json", "evaluation/confusion.txt", "model/model.zip");
        var confusion = File.ReadAllLines(Path.Combine(logged, "artifacts", "evaluation", "confusion.csv"));
        confusion[0].Should().Be("truth,setosa,versicolor,virginica");
        confusion.Skip(1).Select(line => line[(line.IndexOf(',') + 1)..].Split(',').Select(count => long.Parse(count, CultureInfo.InvariantCulture))).Should().BeEquivalentTo(
            RowsOfMLNet(File.ReadLines(Path.Combine(logged, "artifacts", "evaluation", "confusion.txt"))), order => order.WithStrictOrdering(), "ML.NET prints the true classes as rows");
    }

    private static string OnlyRunOf(string mlruns) => Directory
        .EnumerateDirectories(mlruns).SelectMany(Directory.EnumerateDirectories)
        .Where(folder => File.Exists(Path.Combine(folder, "meta.yaml")))
        .Should().ContainSingle().Subject;

    // "1. versicolor ||     0 |    11 |     3 | 0.7857": the counts stand between the name and the recall.
    private static IEnumerable<long[]> RowsOfMLNet(IEnumerable<string> lines) => lines
        .Select(line => line.Split('|')).Where(cells => cells.Length == 6 && double.TryParse(cells[5], CultureInfo.InvariantCulture, out _))
        .Select(cells => cells[2..5].Select(cell => long.Parse(cell, CultureInfo.InvariantCulture)).ToArray());

    private static IEnumerable<int> Steps(string run, string metric) => Lines(run, metric).Select(line => int.Parse(line[2], CultureInfo.InvariantCulture));

    private static double Value(string run, string metric) => double.Parse(Lines(run, metric).Last()[1], CultureInfo.InvariantCulture);

    private static IEnumerable<string[]> Lines(string run, string metric) =>
        File.ReadLines(Path.Combine(run, "metrics", metric)).Select(line => line.Split(' '));
}
