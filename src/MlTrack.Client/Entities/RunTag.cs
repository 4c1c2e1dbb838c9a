namespace MlTrack;

/// <summary>A tag: a key and a text that may be replaced.</summary>
/// <param name="Key">The key, at most 250 characters.</param>
/// <param name="Value">The text; at most 8,000 characters where it goes through a batch.</param>
public readonly record struct RunTag(string Key, string Value);
