namespace MlTrack.Cli.Internal;

/// <summary>
/// Scripts for shells. Each asks the tool itself, by System.CommandLine's directive <c>[suggest:POSITION]</c>, so that they never fall behind the commands.
/// </summary>
internal static class CompletionScripts
{
    private const string Bash = """
        # mltrack completion: put  source <(mltrack completion bash)  into ~/.bashrc
        _mltrack_complete() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(mltrack "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null | sed 's/[\\" ]/\\&/g')" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _mltrack_complete mltrack

        """;

    private const string Zsh = """
        # mltrack completion: put  source <(mltrack completion zsh)  into ~/.zshrc, behind compinit
        _mltrack_complete() {
            local -a found
            found=("${(@f)$(mltrack "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -- "${found[@]}"
        }
        compdef _mltrack_complete mltrack

        """;

    private const string PowerShell = """
        # mltrack completion: put  mltrack completion pwsh | Out-String | Invoke-Expression  into $PROFILE
        Register-ArgumentCompleter -Native -CommandName mltrack -ScriptBlock {
            param($word, $ast, $position)
            mltrack "[suggest:$position]" "$ast" 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;

    /// <summary>The script of a shell.</summary>
    public static string For(string shell) => shell switch
    {
        "zsh" => Zsh,
        "pwsh" => PowerShell,
        _ => Bash,
    };
}
