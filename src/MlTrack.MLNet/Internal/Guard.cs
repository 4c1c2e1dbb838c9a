using System.Runtime.CompilerServices;

namespace MlTrack.MLNet.Internal;

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

    internal static T Given<T>(T? value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : class => value ?? throw new ArgumentNullException(name);
}
