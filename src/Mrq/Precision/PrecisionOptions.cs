using Mrq.Core.Diagnostics;

namespace Mrq;

/// <summary>Whether single operators may have more bits than the scheme gives all, and how many.</summary>
public sealed record PrecisionOptions
{
    /// <summary>What may be wide where nothing is said: a quarter of the multiply-adds.</summary>
    public const decimal UsualWideShare = 25;

    /// <summary>One rule for all operators, but for those that the scheme's overrides name.</summary>
    public static PrecisionOptions Uniform { get; } = new();

    /// <summary>Whether operators that more bits help most get them.</summary>
    public bool IsAuto { get; init; }

    /// <summary>As many operators may have more bits; null for any number.</summary>
    public int? MaxWideOperators { get; init; }

    /// <summary>As much of the multiply-adds may be theirs, in percent; null for <see cref="UsualWideShare"/>, or for any where a number of operators is set.</summary>
    public decimal? MaxWideShare { get; init; }

    /// <summary>The share that holds, from 0 to 1.</summary>
    internal double WideShare => (double)(MaxWideShare ?? (MaxWideOperators is null ? UsualWideShare : 100)) / 100;

    /// <summary>The options as a user writes them; null for one that is not set.</summary>
    /// <param name="mode"><c>uniform</c> or <c>auto</c>, in any case.</param>
    /// <param name="operators">A number of operators.</param>
    /// <param name="share">A share in percent.</param>
    /// <param name="failures">Gets everything that is wrong.</param>
    internal static PrecisionOptions Read((string Name, string? Text) mode, (string Name, string? Text) operators, (string Name, string? Text) share, ICollection<MrqException> failures)
    {
        var read = Uniform;
        ConversionOrder.Require(
            () =>
            {
                read = read with { IsAuto = IsAutomatic(mode) };
                read = read with { MaxWideOperators = OptionNumber.Whole(operators.Name, operators.Text, minimum: 1) };
                read = read with { MaxWideShare = OptionNumber.Limit(share.Name, share.Text, "percent such as 25") };
                var said = new[] { operators, share }.FirstOrDefault(option => option.Text is not null);
                if (said.Text is not null && !read.IsAuto)
                {
                    throw new MrqException(MrqCodes.BadOption, $"{said.Name} limits what {mode.Name} auto widens; set that, too, or take it away.");
                }

                if (read.MaxWideShare is <= 0 or > 100)
                {
                    throw new MrqException(MrqCodes.BadOption, $"{share.Name} '{share.Text}' is no share; write percent of the multiply-adds, more than 0 and at most 100.");
                }
            },
            failures);
        return read;
    }

    private static bool IsAutomatic((string Name, string? Text) mode) => mode.Text?.Trim().ToUpperInvariant() switch
    {
        null or "UNIFORM" => false,
        "AUTO" => true,
        _ => throw new MrqException(MrqCodes.BadOption, $"{mode.Name} '{SafeText.Name(mode.Text!)}' is not known; use uniform or auto."),
    };
}
