namespace MlTrack.Internal.IO;

/// <summary>The answer of a <see cref="PathGuard"/>.</summary>
/// <param name="IsAllowed">False when a link stands in the way that is not to be followed: a problem entry, not an error.</param>
/// <param name="Path">What to open, without following links: all allowed ones are resolved in it. When refused, the link.</param>
internal readonly record struct GuardedPath(bool IsAllowed, string Path);
