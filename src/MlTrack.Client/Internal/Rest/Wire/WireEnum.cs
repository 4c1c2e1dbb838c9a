using System.Globalization;

namespace MlTrack.Internal.Rest.Wire;

/// <summary>
/// The value of an enumeration as it was sent: a name, or a number where the sender used one. A name that this version does not know
/// survives, since only <see cref="Text"/> is kept and written again.
/// </summary>
internal readonly struct WireEnum : IEquatable<WireEnum>
{
    private readonly string? _text;

    internal WireEnum(string text) => _text = text;

    /// <summary>The name, or the digits of the number.</summary>
    internal string Text => _text ?? "";

    /// <summary>Reads the number, where there is one instead of a name.</summary>
    internal bool TryGetNumber(out int number) => int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    public bool Equals(WireEnum other) => string.Equals(Text, other.Text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is WireEnum other && Equals(other);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    public override string ToString() => Text;
}
