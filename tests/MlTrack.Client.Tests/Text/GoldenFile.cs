using System.Text.Json;

namespace MlTrack.Tests.Text;

/// <summary>Files below <c>Golden/file-store</c>, which the build copies beside the tests.</summary>
internal static class GoldenFile
{
    internal static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "file-store", name);

    internal static IReadOnlyList<JsonElement> Rows(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf(name)));
        return document.RootElement.Clone().GetProperty("rows").EnumerateArray().ToList();
    }
}
