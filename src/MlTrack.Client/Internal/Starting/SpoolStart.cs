using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MlTrack.Internal.Context;

namespace MlTrack.Internal.Starting;

/// <summary>
/// Where runs start whose store cannot be written: a tree of its own for each store, in the user's data folder or under <c>MLTRACK_SPOOL_DIR</c>. It is an
/// <c>mlruns</c> tree like any other.
/// </summary>
internal static class SpoolStart
{
    /// <summary>The tag that says which store a run was meant for.</summary>
    internal const string TargetTag = "mltrack.spooled_for";

    /// <summary>How long a store may take to answer before the run starts elsewhere.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int HashLength = 8;

    /// <summary>True for what another place helps against: a disk or a connection that fails, not a name that breaks the rules.</summary>
    internal static bool Helps(Exception exception) => exception switch
    {
        MlTrackException known => known.IsTransient || known.ErrorCode is MlTrackErrorCode.IoError or MlTrackErrorCode.TemporarilyUnavailable,
        IOException or UnauthorizedAccessException or TimeoutException => true,
        _ => false,
    };

    /// <summary>The folder for runs of a store: two stores never share one, and its name tells which it is.</summary>
    internal static string FolderFor(string trackingUri, MlflowEnvironment environment)
    {
        using var sha = SHA256.Create();
        var hash = sha.ComputeHash(Encoding.UTF8.GetBytes(trackingUri));
        var name = new StringBuilder();
        for (var i = 0; i < HashLength; i++)
        {
            name.Append(hash[i].ToString("x2", CultureInfo.InvariantCulture));
        }

        return Path.Combine(Root(environment), name.ToString());
    }

    /// <summary>The folder of all spools.</summary>
    internal static string Root(MlflowEnvironment environment) => environment.SpoolDirectory ?? Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "mltrack", "spool");
}
