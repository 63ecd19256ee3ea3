using System.Globalization;

namespace Mrq.Fuzz;

/// <summary>Campaigns of any length on the command line, with what they find written to a folder.</summary>
internal static class LongRun
{
    /// <summary>Of the processor, so that other processes do not count: what a network of that size may take for all stages together.</summary>
    private const double LongestSeconds = 30;

    /// <returns>0 when nothing was found.</returns>
    public static int Start(long mutants, ulong seed, string folder)
    {
        Directory.CreateDirectory(folder);
        using var campaign = new Campaign(seed, Seeds.All());
        using var watch = new Timer(_ => Watch(campaign, folder), null, 1000, 1000);
        var kinds = 0;
        campaign.Run(mutants, done: count =>
        {
            if (campaign.Findings.Count > kinds)
            {
                kinds = campaign.Findings.Count;
                Save(campaign, folder);
            }

            if (count % 1000 == 0 || count == mutants)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{DateTime.Now:HH:mm:ss} {count} mutants, {campaign.Ways} ways: {string.Join(", ", campaign.Stages.Select(stage => $"{stage.Value} {stage.Key}"))}; {kinds} kinds of findings"));
            }
        });
        Save(campaign, folder);
        return campaign.Findings.Count == 0 ? 0 : 1;
    }

    public static int Replay(IEnumerable<string> files)
    {
        using var campaign = new Campaign(1, []);
        foreach (var file in files)
        {
            for (var scheme = 0; scheme < 16 * 48; scheme++)
            {
                campaign.Check(File.ReadAllBytes(file), scheme);
            }
        }

        foreach (var (kind, finding) in campaign.Findings)
        {
            Console.WriteLine($"{kind}\n{finding.Detail}");
        }

        return campaign.Findings.Count == 0 ? 0 : 1;
    }

    private static void Save(Campaign campaign, string folder)
    {
        foreach (var (kind, finding) in campaign.Findings)
        {
            var name = Path.Combine(folder, string.Concat(kind.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')));
            File.WriteAllBytes($"{name}.tflite", finding.Mutant);
            File.WriteAllText($"{name}.txt", string.Create(CultureInfo.InvariantCulture, $"{finding.Count} times: {kind}\n{finding.Detail}\n"));
        }
    }

    /// <summary>A hang cannot be caught; the file is kept and the run ends.</summary>
    private static void Watch(Campaign campaign, string folder)
    {
        if (campaign.Current is var (mutant, since) && (Environment.CpuUsage.TotalTime - since).TotalSeconds > LongestSeconds)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"hang-{Environment.TickCount64}.tflite"));
            File.WriteAllBytes(path, mutant);
            Console.WriteLine($"a mutant takes longer than {LongestSeconds} s: {path}");
            Environment.Exit(2);
        }
    }
}
