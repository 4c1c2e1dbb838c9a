namespace MlTrack.Internal.Ending;

/// <summary>How an exception is written into a run.</summary>
internal static class ExceptionText
{
    internal const string ArtifactFile = "exception.txt";

    private const int MaxTagLength = 500;

    /// <summary>Type and message, on one line and short enough for a tag; no stack trace.</summary>
    internal static string Summarize(Exception exception)
    {
        var text = $"{exception.GetType().FullName}: {exception.Message}".Replace('\r', ' ').Replace('\n', ' ');
        if (text.Length <= MaxTagLength)
        {
            return text;
        }

        // Not through the middle of a surrogate pair, which could not be written as UTF-8.
        var length = char.IsHighSurrogate(text[MaxTagLength - 1]) ? MaxTagLength - 1 : MaxTagLength;
        return text.Substring(0, length);
    }
}
