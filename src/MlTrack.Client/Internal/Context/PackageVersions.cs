using System.Text.Json;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Context;

/// <summary>Names and versions of the NuGet packages a program was built with, from its <c>*.deps.json</c>, as JSON for a tag.</summary>
/// <remarks>
/// The text is an object of name and version, sorted by name. Where it would be longer than the limit, packages that the program does not name itself
/// are left out first, then the last by name. A program without the file (single file, .NET Framework) gives null.
/// </remarks>
internal static class PackageVersions
{
    private const int FileLimit = 16 << 20;

    /// <summary>Reads the packages of this process.</summary>
    internal static string? Read(int maxLength)
    {
        var files = (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? string.Empty).Split(';');
        return files[0].Length > 0 && SmallFile.TryReadText(files[0], FileLimit) is { } text ? Describe(text, maxLength) : null;
    }

    /// <summary>Gives the tag for the content of a <c>deps.json</c>; null when it is none, or names no package.</summary>
    internal static string? Describe(string dependencies, int maxLength)
    {
        try
        {
            using var document = JsonDocument.Parse(dependencies);
            var packages = ReadPackages(document.RootElement, out var direct);
            return packages.Count == 0 ? null : Fit(packages, direct, maxLength);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static SortedDictionary<string, string?> ReadPackages(JsonElement root, out HashSet<string> direct)
    {
        var packages = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        direct = new HashSet<string>(StringComparer.Ordinal);
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("libraries", out var libraries) || libraries.ValueKind != JsonValueKind.Object)
        {
            return packages;
        }

        var projects = new HashSet<string>(StringComparer.Ordinal);
        foreach (var library in libraries.EnumerateObject())
        {
            var slash = library.Name.IndexOf('/');
            var type = library.Value.ValueKind == JsonValueKind.Object && library.Value.TryGetProperty("type", out var value) ? value.ToString() : null;
            if (slash > 0 && type == "package")
            {
                packages[library.Name.Substring(0, slash)] = library.Name.Substring(slash + 1);
            }
            else if (type == "project")
            {
                projects.Add(library.Name);
            }
        }

        ReadDirect(root, projects, direct);
        return packages;
    }

    private static void ReadDirect(JsonElement root, HashSet<string> projects, HashSet<string> direct)
    {
        if (!root.TryGetProperty("targets", out var targets) || targets.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var target in targets.EnumerateObject())
        {
            if (target.Value.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            foreach (var library in target.Value.EnumerateObject())
            {
                if (projects.Contains(library.Name) && library.Value.ValueKind == JsonValueKind.Object &&
                    library.Value.TryGetProperty("dependencies", out var dependencies) && dependencies.ValueKind == JsonValueKind.Object)
                {
                    foreach (var dependency in dependencies.EnumerateObject())
                    {
                        direct.Add(dependency.Name);
                    }
                }
            }
        }
    }

    private static string Fit(SortedDictionary<string, string?> packages, HashSet<string> direct, int maxLength)
    {
        var text = PythonJson.Serialize(packages);
        if (text.Length <= maxLength)
        {
            return text;
        }

        var kept = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        var length = "{}".Length;
        foreach (var package in packages.OrderBy(package => !direct.Contains(package.Key)))
        {
            var added = PythonJson.Quote(package.Key).Length + PythonJson.Quote(package.Value).Length + ": , ".Length;
            if (length + added > maxLength)
            {
                break;
            }

            length += added;
            kept.Add(package.Key, package.Value);
        }

        return PythonJson.Serialize(kept);
    }
}
