using System.Diagnostics;
using MlTrack.Tests.Support;

namespace MlTrack.Reliability.Tests;

/// <summary>
/// A tree with one run to be damaged, a neighbour in the same experiment and one in another, and a secret outside of it. Every kind of file is there.
/// </summary>
internal sealed class SickTree : IDisposable
{
    internal const string Secret = "s3cr3t-outside-of-the-tree";

    private static readonly Lazy<Task<Template>> Original = new(MakeTemplateAsync);

    private readonly TempFolder _folder = new();

    private SickTree(Template template)
    {
        Template = template;
        Root = _folder.PathOf("mlruns");
        Copy(template.Root, Root);
        File.WriteAllText(_folder.PathOf("secret"), Secret);
        Directory.CreateDirectory(_folder.PathOf("outside"));
        File.WriteAllText(_folder.PathOf("outside", "file"), Secret);
    }

    internal Template Template { get; }

    internal string Root { get; }

    internal string SecretFile => _folder.PathOf("secret");

    internal string SecretFolder => _folder.PathOf("outside");

    internal string Experiment => Path.Combine(Root, Template.SickExperimentId);

    internal string Run => Path.Combine(Experiment, Template.VictimId);

    internal string PathOf(string relative) => Path.Combine(Root, relative.Replace("<exp>", Template.SickExperimentId, StringComparison.Ordinal)
        .Replace("<run>", Template.VictimId, StringComparison.Ordinal).Replace("<model>", Template.ModelId, StringComparison.Ordinal)
        .Replace("<input>", Template.InputId, StringComparison.Ordinal).Replace("<dataset>", Template.DatasetId, StringComparison.Ordinal));

    internal void AssertOutsideIsUntouched()
    {
        File.ReadAllText(SecretFile).Should().Be(Secret);
        Directory.GetFileSystemEntries(SecretFolder).Should().Equal(Path.Combine(SecretFolder, "file"));
        File.ReadAllText(Path.Combine(SecretFolder, "file")).Should().Be(Secret);
    }

    internal static async Task<SickTree> NewAsync() => new(await Original.Value);

    internal static void MakePipe(string path)
    {
        using var mkfifo = Process.Start("mkfifo", [path]);
        mkfifo.WaitForExit();
        mkfifo.ExitCode.Should().Be(0);
    }

    internal static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }

        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<Template> MakeTemplateAsync()
    {
        // Shared by all cases; it goes with the process.
        var folder = new TempFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        var root = folder.PathOf("mlruns");
        await using var client = MlTrackClient.Open(root, new MlTrackClientOptions { OnFailure = OnFailure.Throw });
        var victim = await FillAsync(client, "sick", "victim");
        var neighbour = await FillAsync(client, "sick", "neighbour");
        var stranger = await FillAsync(client, "well", "stranger");
        await client.SetExperimentTagAsync(victim.Info.ExperimentId, "note", "text");
        var run = Path.Combine(root, victim.Info.ExperimentId, victim.Info.RunId);
        return new Template
        {
            Root = root,
            SickExperimentId = victim.Info.ExperimentId,
            VictimId = victim.Info.RunId,
            ModelId = victim.Outputs.Models.Single().ModelId,
            InputId = Path.GetFileName(Directory.GetDirectories(Path.Combine(run, "inputs")).Single()),
            DatasetId = Path.GetFileName(Directory.GetDirectories(Path.Combine(root, victim.Info.ExperimentId, "datasets"))
                .Single(dataset => File.ReadAllText(Path.Combine(dataset, "meta.yaml")).Contains("data-of-victim", StringComparison.Ordinal))),
            Neighbour = neighbour,
            Stranger = stranger,
        };
    }

    private static async Task<RunRecord> FillAsync(MlTrackClient client, string experiment, string name)
    {
        var run = await client.StartRunAsync(new RunOptions { ExperimentName = experiment, RunName = name, CaptureGit = false });
        for (var step = 0; step < 5; step++)
        {
            run.LogMetric("loss", 1.0 / (step + 1), step).LogMetric("val/acc", step * 0.1, step);
        }

        run.LogParam("lr", "0.1").LogParam("nested/key", "v").SetTag("team", "vision").LogText("text", "notes/a.txt");
        run.LogInput(new Dataset { Name = "data-of-" + name, Digest = "0a1b2c3d", SourceType = "local", Source = "{}" }, "training");
        var model = await run.CreateLoggedModelAsync("model", "classifier", new Dictionary<string, string>(StringComparer.Ordinal) { ["depth"] = "3" });
        run.LogOutputs([new LoggedModelOutput(model.ModelId, 1)]);
        await client.SetLoggedModelTagsAsync(model.ModelId, new Dictionary<string, string>(StringComparer.Ordinal) { ["kind"] = "tree" });
        await run.EndAsync();
        return await client.GetRunAsync(run.RunId);
    }
}

/// <summary>The healthy tree that every case starts from.</summary>
internal sealed record Template
{
    internal required string Root { get; init; }

    internal required string SickExperimentId { get; init; }

    internal required string VictimId { get; init; }

    internal required string ModelId { get; init; }

    internal required string InputId { get; init; }

    internal required string DatasetId { get; init; }

    internal required RunRecord Neighbour { get; init; }

    internal required RunRecord Stranger { get; init; }
}
