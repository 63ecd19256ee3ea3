
namespace Mrq.Core.Diagnostics;

/// <summary>
/// The few of many names that somebody may have meant by one that there is not: those that differ by slips, and those that have parts in common
/// with it (<c>pow2</c>, <c>htp-w8a8</c>). An error stays one line however many names there are.
/// </summary>
public static class NearestNames
{
    private const int Most = 3;

    /// <summary>Nobody slips into a longer name than any there is; comparing one would cost its length times all others'.</summary>
    private const int LongestName = 100;

    /// <summary>How near a name must be to be worth naming; below it everything resembles everything.</summary>
    private const double LeastNearness = 0.4;

    /// <summary>How near one part must be to another to be a slip of it: one letter of four is, one of two is another word.</summary>
    private const double LeastPart = 0.6;

    /// <summary>What a missing letter of the wrong name counts against one that only the known name has: who types a part of a name types it right.</summary>
    private const double WeightOfWrong = 0.7;

    /// <summary>At most three, the nearest first; of equally near ones those that come first.</summary>
    public static IReadOnlyList<string> Of(string wrong, IEnumerable<string> known) => wrong.Length > LongestName
        ? []
        : [.. known.Select(name => (Name: name, Nearness: Nearness(wrong, name))).Where(candidate => candidate.Nearness >= LeastNearness).OrderByDescending(candidate => candidate.Nearness).Take(Most).Select(candidate => candidate.Name)];

    /// <summary>What to do about a wrong name, up to the comma: <c>write a, b or c if that is meant, </c>. Empty when no name is near.</summary>
    public static string IfMeant(string wrong, IEnumerable<string> known) => Of(wrong, known) switch
    {
        [] => "",
        [var one] => $"write {one} if that is meant, ",
        [.., var last] several => $"write {string.Join(", ", several.SkipLast(1))} or {last} if that is meant, ",
    };

    private static double Nearness(string wrong, string known) => Math.Max(EditDistance.Similarity(Letters(wrong), Letters(known)), InCommon(Parts(wrong), Parts(known)));

    private static double InCommon(List<string> wrong, List<string> known)
    {
        var common = wrong.Sum(part => part.Length * known.Select(other => EditDistance.Similarity(part, other)).Where(similarity => similarity >= LeastPart).DefaultIfEmpty().Max());
        return common / ((WeightOfWrong * wrong.Sum(part => part.Length)) + ((1 - WeightOfWrong) * known.Sum(part => part.Length)));
    }

    /// <summary>A name without what separates its parts: esp32s3 is esp32-s3.</summary>
    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit));

    /// <summary>Its words, whatever separates them: int8 and pow2, Accumulator and Bits.</summary>
    private static List<string> Parts(string name)
    {
        var parts = new List<string>();
        for (var (at, start) = (1, 0); at <= name.Length; at++)
        {
            var isEnd = at == name.Length || !char.IsLetterOrDigit(name[at]) || !char.IsLetterOrDigit(name[at - 1]) || (char.IsUpper(name[at]) && !char.IsUpper(name[at - 1]));
            if (isEnd)
            {
                parts.AddRange(char.IsLetterOrDigit(name[start]) ? [name[start..at]] : []);
                start = at;
            }
        }

        return parts;
    }
}
