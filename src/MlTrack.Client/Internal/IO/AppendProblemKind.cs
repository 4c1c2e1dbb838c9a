namespace MlTrack.Internal.IO;

/// <summary>Kinds of <see cref="AppendProblem"/>.</summary>
internal enum AppendProblemKind
{
    /// <summary>The file ended in the middle of a line (a killed or powerless writer); that part was cut off, since the next line would have been joined to it.</summary>
    TornTailRemoved,

    /// <summary>
    /// A line of this process was written in part, and before the rest fitted the file was changed by another one: that part may stand in the file, joined
    /// to a stranger's line. The line itself is appended once more, whole.
    /// </summary>
    PartLeft,
}
