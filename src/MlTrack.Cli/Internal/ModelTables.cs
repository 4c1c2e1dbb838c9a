using System.Globalization;
using MlTrack.Models;
using Spectre.Console;

namespace MlTrack.Cli.Internal;

/// <summary>Models as people see them.</summary>
internal static class ModelTables
{
    /// <summary>The number of a model's newest version.</summary>
    public static string Newest(RegisteredModel model) => model.LatestVersions.Count == 0
        ? ""
        : model.LatestVersions.Max(version => long.Parse(version.Version, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);

    /// <summary>A model's aliases, each with its version.</summary>
    public static string Aliases(RegisteredModel model) =>
        string.Join(", ", model.Aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal).Select(alias => $"{alias.Key}={alias.Value}"));

    /// <summary>A table of versions, to be filled page by page.</summary>
    public static PagedTable OfVersions(IAnsiConsole console) => new(
        console, "model", new Column("version", IsNumber: true), "aliases", "stage", "status", "created (UTC)", "run", "source");

    /// <summary>A row of that table.</summary>
    public static Cell[] Row(ModelVersion version) =>
    [
        version.Name, version.Version, string.Join(", ", version.Aliases), version.CurrentStage == "None" ? "" : version.CurrentStage, version.Status.ToText(),
        Show.Time(version.CreationTime), version.RunId is { } run ? Show.ShortId(run) : "", version.Source ?? "",
    ];

    /// <summary>A journal of aliases.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<AliasMove> moves) => new PagedTable(
        console, "time (UTC)", "alias", new Column("from", IsNumber: true), new Column("to", IsNumber: true), "by").Write(
        [.. moves.Select(move => new Cell[] { Show.Time(move.Time), move.Alias, move.PreviousVersion ?? "", move.Version ?? "(removed)", move.MovedBy })]);

    /// <summary>What is in a model's folder.</summary>
    public static void Write(IAnsiConsole console, string uri, ModelFolder folder) => new PagedTable(console, "model", uri).Write(
    [
        ["location", folder.Location.Uri],
        ["flavors", string.Join(", ", folder.File.Flavors.Keys.OrderBy(name => name, StringComparer.Ordinal))],
        ["inputs", folder.File.Signature?.Inputs?.ToString() ?? ""],
        ["outputs", folder.File.Signature?.Outputs?.ToString() ?? ""],
        ["params", folder.File.Signature?.Params is { } parameters ? string.Join(", ", parameters) : ""],
        ["size", Show.Size(folder.File.ModelSizeBytes)],
        ["made (UTC)", Show.Time(folder.File.CreationTime)],
        ["run", folder.File.RunId ?? ""],
        ["logged model", folder.File.ModelId ?? ""],
        ["MLflow", folder.File.MlflowVersion ?? ""],
    ]);
}
