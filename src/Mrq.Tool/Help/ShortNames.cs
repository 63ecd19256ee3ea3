using System.CommandLine;

namespace Mrq.Tool.Help;

/// <summary>The letters that users type for frequent options: in one place, so that a letter means the same in every command.</summary>
internal static class ShortNames
{
    private static readonly Dictionary<string, string> Letters = new()
    {
        ["--against"] = "-a",
        ["--batch"] = "-b",
        ["--calibration"] = "-c",
        ["--data"] = "-d",
        ["--evaluation"] = "-e",
        ["--input"] = "-i",
        ["--metric"] = "-m",
        ["--output"] = "-o",
        ["--project"] = "-p",
        ["--report"] = "-r",
        ["--scheme"] = "-s",
        ["--threads"] = "-t",
    };

    /// <summary>Gives the options of a command their letters.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in command.Options)
        {
            if (Letters.TryGetValue(option.Name, out var letter))
            {
                option.Aliases.Add(letter);
            }
        }
    }
}
