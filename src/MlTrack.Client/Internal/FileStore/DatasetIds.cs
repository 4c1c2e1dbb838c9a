using System.Security.Cryptography;
using System.Text;

namespace MlTrack.Internal.FileStore;

/// <summary>
/// MLflow's ids of data sets and inputs: the MD5 of two texts, one behind the other without a separator. MD5 names a folder here and
/// protects nothing.
/// </summary>
internal static class DatasetIds
{
    /// <summary>The id of a data set within its experiment. ("ab", "c") and ("a", "bc") are the same one, as in MLflow.</summary>
    internal static string Dataset(string name, string digest) => Hash(name + digest);

    /// <summary>The name of the folder below <c>inputs</c>.</summary>
    internal static string Input(string sourceId, string runId) => Hash(sourceId + runId);

    private static string Hash(string text)
    {
        const string Digits = "0123456789abcdef";
#pragma warning disable CA5351 // A file format decides about the algorithm.
        using var md5 = MD5.Create();
#pragma warning restore CA5351
        var hash = md5.ComputeHash(Encoding.UTF8.GetBytes(text));
        var hex = new StringBuilder(hash.Length * 2);
        foreach (var value in hash)
        {
            hex.Append(Digits[value >> 4]).Append(Digits[value & 15]);
        }

        return hex.ToString();
    }
}
