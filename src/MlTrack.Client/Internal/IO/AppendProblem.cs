namespace MlTrack.Internal.IO;

/// <summary>What <see cref="AppendFile"/> found damaged or had to give up.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Path">The file.</param>
/// <param name="Offset">Where in the file, in bytes.</param>
/// <param name="Length">How many bytes are concerned.</param>
/// <param name="Bytes">The first of these bytes, at most <see cref="MaxBytes"/>.</param>
internal sealed record AppendProblem(AppendProblemKind Kind, string Path, long Offset, long Length, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Most bytes carried along.</summary>
    public const int MaxBytes = 4096;
}
