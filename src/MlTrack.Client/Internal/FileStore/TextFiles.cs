using MlTrack.Internal.FileStore.Format;

namespace MlTrack.Internal.FileStore;

/// <summary>Reads a folder of params or tags.</summary>
internal static class TextFiles
{
    /// <param name="files">Keys and paths.</param>
    internal static IReadOnlyDictionary<string, string> Read(
        TreeReader reader, List<KeyValuePair<string, string>> files, ProblemSink problems, RunPlace? run = null, string? experimentId = null)
    {
        if (files.Count == 0)
        {
            return EmptyMap.Strings;
        }

        var texts = new Dictionary<string, string>(files.Count, StringComparer.Ordinal);
        foreach (var file in files)
        {
            // Null: deleted since it was listed, or told already.
            if (TryRead(reader, file.Value, problems, run, experimentId) is { } text)
            {
                texts[file.Key] = text;
            }
        }

        return texts;
    }

    /// <summary>Reads one value; null when there is none or it cannot be read.</summary>
    internal static string? TryRead(TreeReader reader, string path, ProblemSink problems, RunPlace? run = null, string? experimentId = null)
    {
        if (!reader.TryRead(path, TextFile.MaxBytes, problems, run, experimentId))
        {
            return null;
        }

        var buffer = TreeReader.Buffer;
        var text = TextFile.Parse(buffer.Bytes, buffer.Length, out var isUtf8);
        if (buffer.IsCut)
        {
            problems.Problem(ProblemKinds.TooLarge, path, "The value is longer than 1 MiB; only that much is shown.", run, experimentId);
        }
        else if (!isUtf8)
        {
            problems.Problem(ProblemKinds.NotUtf8, path, "The value is not UTF-8; other bytes are shown as U+FFFD. MLflow cannot read the run.", run, experimentId);
        }

        return text;
    }
}
