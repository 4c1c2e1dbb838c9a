namespace MlTrack;

/// <summary>Which symbolic links of a tree are followed when reading. A link that is not followed is a problem entry, not an error.</summary>
public enum FollowLinks
{
    /// <summary>Links whose target lies in the opened root.</summary>
    WithinRoot = 0,

    /// <summary>None; what a server uses.</summary>
    Never = 1,

    /// <summary>All, also out of the root: for people who keep experiments on other disks.</summary>
    Anywhere = 2,
}
