using System.CommandLine;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq completion SHELL</c>: a script that makes the shell complete commands, options and values, which it asks the command itself for.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _mrq() {
              local IFS=$'\n'
              COMPREPLY=( $(compgen -W "$(mrq "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}") )
            }
            complete -o default -F _mrq mrq

            """,
        ["zsh"] = """
            _mrq() {
              local found
              found=("${(@f)$(mrq "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
              compadd -- $found
              _files
            }
            compdef _mrq mrq

            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName mrq -ScriptBlock {
              param($word, $line, $place)
              mrq "[suggest:$place]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }

            """,
    };

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = $"One of {string.Join(", ", Scripts.Keys)}." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print a script that completes commands and options in a shell.") { shell };
        CommandRunner.SetAction(command, (parsed, _) => Terminal.WriteOwn(Scripts[parsed.GetValue(shell)!].ReplaceLineEndings("\n")));
        return command;
    }
}
