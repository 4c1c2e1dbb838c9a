namespace MlTrack.Internal.IO;

/// <summary>One name of a folder, as the listing gives it: no extra call was made for the kind unless the file system does not record it.</summary>
/// <param name="Name">The name without the folder.</param>
/// <param name="Kind">What it is; links are not followed.</param>
internal readonly record struct DirectoryEntry(string Name, EntryKind Kind);
