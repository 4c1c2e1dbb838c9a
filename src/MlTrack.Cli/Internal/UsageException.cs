namespace MlTrack.Cli.Internal;

/// <summary>Arguments that are well formed each but make no sense together.</summary>
/// <param name="message">What is wrong and what to write instead.</param>
internal sealed class UsageException(string message) : Exception(message);
