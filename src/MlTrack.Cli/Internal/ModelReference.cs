using System.Globalization;

namespace MlTrack.Cli.Internal;

/// <summary>A model or a version as a person names it: <c>iris/3</c>, <c>iris@champion</c>, <c>iris/latest</c>, or any URI of MLflow's, such as <c>models:/iris/3</c>.</summary>
internal static class ModelReference
{
    private const string Scheme = "models:/";

    /// <summary>The URI of what is named. A folder's path and a URI of any scheme stay as they are.</summary>
    public static string ToUri(string text) =>
        text.Contains(':', StringComparison.Ordinal) || text.StartsWith('.') || Path.IsPathRooted(text) || Directory.Exists(text) ? text : Scheme + text;

    /// <summary>The name of a registered model, and what is behind it: null, a number, a stage, <c>latest</c>, or an alias after <c>@</c>.</summary>
    public static (string Name, string? Which) Split(string text)
    {
        var path = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? text[Scheme.Length..] : text;
        var end = path.LastIndexOfAny(['/', '@']);
        return end < 0 ? (path, null) : (path[..end], path[end] == '@' ? path[end..] : path[(end + 1)..]);
    }

    /// <summary>The version that is named.</summary>
    /// <exception cref="UsageException">Only a model is named.</exception>
    public static async Task<ModelVersion> VersionAsync(MlTrackClient client, string text, CancellationToken cancellationToken)
    {
        var (name, which) = Split(text);
        switch (which)
        {
            case null or "":
                throw new UsageException($"'{text}' names no version: write {name}/1, {name}@alias or {name}/latest.");
            case ['@', ..]:
                return await client.GetModelVersionByAliasAsync(name, which[1..], cancellationToken);
            case var number when long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _):
                return await client.GetModelVersionAsync(name, number, cancellationToken);
            case var latest when latest.Equals("latest", StringComparison.OrdinalIgnoreCase):
                return Newest(await client.GetLatestVersionsAsync(name, cancellationToken: cancellationToken), text);
            default:
                return Newest(await client.GetLatestVersionsAsync(name, [which], cancellationToken), text);
        }
    }

    /// <summary>MLflow's filter for the versions of one model. Its grammar has no escape inside of quotes, but two kinds of them.</summary>
    /// <exception cref="UsageException">The name holds both kinds.</exception>
    public static string NameFilter(string name) => name switch
    {
        _ when !name.Contains('\'', StringComparison.Ordinal) => $"name = '{name}'",
        _ when !name.Contains('"', StringComparison.Ordinal) => $"name = \"{name}\"",
        _ => throw new UsageException("A name with both kinds of quotes cannot be part of MLflow's filter; list all versions with --json instead."),
    };

    /// <summary>Writes a version that was made: its URI, or all of it as JSON.</summary>
    public static void WriteVersion(CommandContext context, ModelVersion version)
    {
        if (context.IsJson)
        {
            JsonOutput.WriteValue(json => EntityJson.Write(json, version));
        }
        else
        {
            context.Terminal.WriteLine($"{Scheme}{version.Name}/{version.Version}");
        }
    }

    private static ModelVersion Newest(IReadOnlyList<ModelVersion> versions, string text) => versions.MaxBy(version => long.Parse(version.Version, CultureInfo.InvariantCulture))
        ?? throw new MlTrackException(MlTrackErrorCode.ResourceDoesNotExist, $"'{text}' names no version: there is none.");
}
