using System.Text.Json;

namespace MlTrack.Tests.Text;

/// <summary>Files below <c>Golden</c>, which the build copies beside the tests.</summary>
internal static class GoldenFile
{
    internal static string PathOf(string name, string folder = "file-store") => Path.Combine(AppContext.BaseDirectory, "Golden", folder, name);

    internal static IReadOnlyList<JsonElement> Rows(string name, string folder = "file-store")
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf(name, folder)));
        return document.RootElement.Clone().GetProperty("rows").EnumerateArray().ToList();
    }
}
