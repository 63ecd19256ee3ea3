namespace Mrq.Core.Diagnostics;

/// <summary>How many slips make one name another.</summary>
public static class EditDistance
{
    /// <summary>Letters to insert, remove or replace (Levenshtein), whatever their case. Two letters that changed places are two slips.</summary>
    public static int Between(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        var above = new int[other.Length + 1];
        for (var j = 0; j < above.Length; j++)
        {
            above[j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            var row = new int[above.Length];
            row[0] = i;
            for (var j = 1; j < row.Length; j++)
            {
                var isSame = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]);
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (isSame ? 0 : 1));
            }

            above = row;
        }

        return above[^1];
    }

    /// <summary>The share of the longer name that is right, 0 to 1.</summary>
    public static double Similarity(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        var longest = Math.Max(one.Length, other.Length);
        return longest == 0 ? 1 : 1 - ((double)Between(one, other) / longest);
    }
}
