using MlTrack.Internal.IO;

namespace MlTrack.Tests.IO.Support;

/// <summary>Temporary files of ours that nobody removed.</summary>
internal static class LeftOvers
{
    public static IEnumerable<string> In(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => TempName.IsTemp(Path.GetFileName(file)));
}
