using System.Runtime.CompilerServices;

namespace MlTrack.Testing.Internal;

/// <summary>Checks of arguments, with the argument's own name in the exception.</summary>
internal static class Guard
{
    internal static void NotNull(object? value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (value is null)
        {
            throw new ArgumentNullException(name);
        }
    }

    internal static void NotNegative(TimeSpan value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (value < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(name, value, "A clock does not go backwards.");
        }
    }

    internal static void NotNegative(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value >= 0))
        {
            throw new ArgumentOutOfRangeException(name, value, "A tolerance is 0 or more.");
        }
    }
}
