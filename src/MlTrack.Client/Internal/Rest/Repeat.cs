namespace MlTrack.Internal.Rest;

/// <summary>What happens when a request is carried out twice.</summary>
internal enum Repeat
{
    /// <summary>The second changes nothing, or nothing is changed at all: it may be sent again after any fault that passes.</summary>
    Harmless,

    /// <summary>The second is refused because the first has done the work: it may be sent again, and that refusal is then success.</summary>
    RefusedWhenDone,

    /// <summary>The work is done twice: it may be sent again only where the server cannot have begun it.</summary>
    DoneTwice,
}
