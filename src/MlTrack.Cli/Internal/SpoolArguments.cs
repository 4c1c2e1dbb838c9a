using System.CommandLine;
using MlTrack.Sync;

namespace MlTrack.Cli.Internal;

/// <summary>How commands name spools.</summary>
internal static class SpoolArguments
{
    public static Argument<string?> Target() => new("target") { Description = "Only the spool of this server. [default: all]", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>The spools that are meant.</summary>
    /// <exception cref="MlTrackException">The server has none.</exception>
    public static IReadOnlyList<Spool> Find(string? target)
    {
        var all = Spool.List();
        if (target is null)
        {
            return all;
        }

        var found = all.Where(spool => spool.TargetUri.TrimEnd('/') == target.TrimEnd('/')).ToList();
        return found.Count > 0
            ? found
            : throw new MlTrackException(
                MlTrackErrorCode.ResourceDoesNotExist,
                $"There is no spool for '{target}'.{(all.Count == 0 ? "" : $" There are: {string.Join(", ", all.Select(spool => spool.TargetUri))}.")}");
    }
}
