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
            if (!reader.TryRead(file.Value, TextFile.MaxBytes, problems, run, experimentId))
            {
                // Deleted since it was listed, or told already.
                continue;
            }

            var buffer = TreeReader.Buffer;
            texts[file.Key] = TextFile.Parse(buffer.Bytes, buffer.Length, out var isUtf8);
            if (buffer.IsCut)
            {
                problems.Problem(ProblemKinds.TooLarge, file.Value, "The value is longer than 1 MiB; only that much is shown.", run, experimentId);
            }
            else if (!isUtf8)
            {
                problems.Problem(ProblemKinds.NotUtf8, file.Value, "The value is not UTF-8; other bytes are shown as U+FFFD. MLflow cannot read the run.", run, experimentId);
            }
        }

        return texts;
    }
}
