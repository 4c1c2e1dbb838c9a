using Spectre.Console;

namespace MlTrack.Cli.Internal;

/// <summary>A cell of a table: plain text, made safe when it is shown, never markup.</summary>
/// <param name="Text">The text.</param>
/// <param name="Color">Its colour, or null for the terminal's own.</param>
internal readonly record struct Cell(string Text, Color? Color = null)
{
    public static implicit operator Cell(string text) => new(text);

    /// <summary>What a table draws.</summary>
    public Text ToText() => new(SafeText.Line(Text), Color is { } color ? new Style(color) : Style.Plain);

    /// <summary>How many columns it takes.</summary>
    public int Width => ((Spectre.Console.Rendering.IRenderable)ToText()).Measure(Wide, 10_000).Max;

    private static readonly Spectre.Console.Rendering.RenderOptions Wide = Spectre.Console.Rendering.RenderOptions.Create(AnsiConsole.Console);
}
