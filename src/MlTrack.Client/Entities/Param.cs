namespace MlTrack;

/// <summary>A param: a key and a text that is written once.</summary>
/// <param name="Key">The key, at most 250 characters.</param>
/// <param name="Value">The text, at most 6,000 characters.</param>
public readonly record struct Param(string Key, string Value);
