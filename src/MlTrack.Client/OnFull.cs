namespace MlTrack;

/// <summary>What happens to new metrics when the memory for records that could not be written is full. Params, tags and ends of runs are always kept.</summary>
public enum OnFull
{
    /// <summary>
    /// The caller waits while the writing is tried again, all waits of a client together at most <see cref="MlTrackClientOptions.MaxWait"/> until everything kept has
    /// been written; after that as <see cref="DropNewest"/>.
    /// </summary>
    Wait = 0,

    /// <summary>The oldest metric that waits in the same run makes room.</summary>
    DropOldest = 1,

    /// <summary>The new metric is dropped at once.</summary>
    DropNewest = 2,
}
