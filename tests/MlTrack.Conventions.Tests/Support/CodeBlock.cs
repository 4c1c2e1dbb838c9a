using System.Text.RegularExpressions;

namespace MlTrack.Conventions.Tests.Support;

/// <summary>
/// A C# block of a Markdown file. The fence's words after <c>csharp</c> say what is done with it: nothing (it is compiled), <c>run</c>
/// (it is also run), or <c>no-compile</c> and the reason. A comment <c>&lt;!-- given: … --&gt;</c> right above the fence holds code that
/// the block takes for granted and the reader does not need to see.
/// </summary>
internal sealed partial class CodeBlock
{
    private CodeBlock(string file, int line, string[] words, string given, string text)
    {
        File = file;
        Line = line;
        Text = text;
        Given = given;
        IsRun = words.Contains("run");
        IsCompiled = !words.Contains("no-compile");
        Reason = IsCompiled ? string.Empty : string.Join(' ', words.SkipWhile(word => word != "no-compile").Skip(1));
    }

    /// <summary>Path relative to the repository's root.</summary>
    public string File { get; }

    /// <summary>Number of the block's first line of code, from 1.</summary>
    public int Line { get; }

    public string Given { get; }

    public string Text { get; }

    public bool IsRun { get; }

    public bool IsCompiled { get; }

    /// <summary>Why a block is not compiled.</summary>
    public string Reason { get; }

    /// <summary>The documents whose blocks are code for readers: at the root, under <c>docs</c>, and what goes into the packages.</summary>
    public static IEnumerable<string> Documents => Directory.EnumerateFiles(Repository.Root, "*.md")
        .Concat(FilesUnder("docs")).Concat(FilesUnder("src")).Concat(FilesUnder("samples")).Concat(FilesUnder("tests/MlTrack.Conformance"))
        .Select(path => Path.GetRelativePath(Repository.Root, path))
        .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
        .OrderBy(path => path, StringComparer.Ordinal);

    public static IEnumerable<CodeBlock> In(string document)
    {
        var lines = System.IO.File.ReadAllLines(Repository.PathOf(document));
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            var end = Array.FindIndex(lines, i + 1, line => line.StartsWith("```", StringComparison.Ordinal));
            if (end < 0)
            {
                throw new InvalidDataException($"{document}({i + 1}): the fence is never closed.");
            }

            var words = lines[i][3..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.FirstOrDefault() is "csharp" or "cs" or "c#")
            {
                yield return new CodeBlock(document, i + 2, words, GivenAbove(lines, i), string.Join('\n', lines[(i + 1)..end]));
            }

            i = end;
        }
    }

    public override string ToString() => $"{File}({Line})";

    /// <summary>The whole program: using directives first, as C# wants them, then what is given, then the block under its own line numbers.</summary>
    public string ToProgram()
    {
        var usings = UsingDirective().Matches(Text).Concat(UsingDirective().Matches(Given)).Select(match => match.Value.Trim());
        var given = UsingDirective().Replace(Given, string.Empty);
        var text = UsingDirective().Replace(Text, match => new string('\n', match.Value.Count(c => c == '\n')));
        return $"{string.Join('\n', usings)}\n#line 1 \"given in {File}\"\n{given}\n#line {Line} \"{File.Replace('\\', '/')}\"\n{text}\n";
    }

    private static string GivenAbove(string[] lines, int fence)
    {
        var last = fence - 1;
        while (last >= 0 && lines[last].Length == 0)
        {
            last--;
        }

        if (last < 0 || !lines[last].EndsWith("-->", StringComparison.Ordinal))
        {
            return string.Empty;
        }

        var first = Array.FindLastIndex(lines, last, line => line.StartsWith("<!--", StringComparison.Ordinal));
        var comment = string.Join('\n', lines[first..(last + 1)]);
        return comment.StartsWith("<!-- given:", StringComparison.Ordinal) ? comment["<!-- given:".Length..^"-->".Length] : string.Empty;
    }

    private static IEnumerable<string> FilesUnder(string folder) => Directory.Exists(Repository.PathOf(folder))
        ? Directory.EnumerateFiles(Repository.PathOf(folder), "*.md", SearchOption.AllDirectories)
        : [];

    [GeneratedRegex(@"^\s*using (static )?[\w.]+( = [\w.<>, ]+)?;[^\S\n]*\n?", RegexOptions.Multiline)]
    private static partial Regex UsingDirective();
}
