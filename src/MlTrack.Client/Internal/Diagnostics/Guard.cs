using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MlTrack.Internal.Diagnostics;

/// <summary>Checks of arguments: the one place that throws for wrong use of the library, before anything is read or written.</summary>
internal static class Guard
{
    internal static void NotNull([NotNull] object? value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (value is null)
        {
            throw new ArgumentNullException(name);
        }
    }

    internal static void NotNullOrEmpty([NotNull] string? value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        NotNull(value, name);
        if (value.Length == 0)
        {
            throw new ArgumentException("The text must not be empty.", name);
        }
    }
}
