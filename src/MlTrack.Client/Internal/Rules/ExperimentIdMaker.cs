using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MlTrack.Internal.Rules;

/// <summary>
/// Ids of new experiments: 18 decimal digits computed from the name, so that everybody who wants a name computes the same id and a
/// file system decides, without a lock, who made it. MLflow draws its ids at random, in the same form.
/// </summary>
internal static class ExperimentIdMaker
{
    private const ulong Lowest = 100_000_000_000_000_000;
    private const ulong Count = 9 * Lowest;

    /// <summary>Gives the id of a name; <paramref name="attempt"/> above 0 where the ids before are taken by experiments of other names.</summary>
    internal static string Create(string name, int attempt = 0)
    {
        var text = attempt == 0 ? name : name + "\n" + attempt.ToString(CultureInfo.InvariantCulture);
        using var sha = SHA256.Create();
        var hash = sha.ComputeHash(Encoding.UTF8.GetBytes(text));
        ulong number = 0;
        for (var i = 0; i < sizeof(ulong); i++)
        {
            number = (number << 8) | hash[i];
        }

        return (Lowest + (number % Count)).ToString(CultureInfo.InvariantCulture);
    }
}
