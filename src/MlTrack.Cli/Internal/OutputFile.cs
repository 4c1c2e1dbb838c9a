namespace MlTrack.Cli.Internal;

/// <summary>A file that a command makes: whole under its name, or not there; what had the name before stays until then.</summary>
internal static class OutputFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="say">Is told how far it is.</param>
    /// <param name="write">Writes the content.</param>
    public static async Task<T> WriteAsync<T>(string path, Action<string> say, Func<Stream, Task<T>> write)
    {
        var half = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            T result;
            await using (var file = new FileStream(half, FileMode.CreateNew, FileAccess.Write))
            {
                using var timer = new Timer(_ => SaySize(half, say), null, 500, 500);
                result = await write(file);
            }

            File.Move(half, path, overwrite: true);
            return result;
        }
        finally
        {
            File.Delete(half);
        }
    }

    private static void SaySize(string path, Action<string> say)
    {
        // The last look may come when the file has its name already; Exists and Length are of the same moment.
        var file = new FileInfo(path);
        if (file.Exists)
        {
            say($"wrote {Show.Size(file.Length)} …");
        }
    }
}
