namespace Mrq.Conversion.Tests.Graphs;

/// <summary>One step of a random graph. Every combination of numbers means something, so that any part of a recipe can be left out or made smaller.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="From">How many tensors back its input is; 0 is the newest.</param>
/// <param name="With">How many tensors back a second input is.</param>
/// <param name="Range">What becomes of its output.</param>
/// <param name="Variant">Sizes and options of the kind.</param>
/// <param name="Shares">Whether it reads the weights, and where it can the bias, of the newest layer that has some of its shape.</param>
public sealed record StepRecipe(StepKind Kind, int From = 0, int With = 1, OutputRange Range = OutputRange.Whole, int Variant = 0, bool Shares = false)
{
    /// <summary>The expression that makes it.</summary>
    public override string ToString() =>
        $"new(StepKind.{Kind}{(From != 0 ? $", From: {From}" : "")}{(With != 1 ? $", With: {With}" : "")}{(Range != OutputRange.Whole ? $", Range: OutputRange.{Range}" : "")}{(Variant != 0 ? $", Variant: {Variant}" : "")}{(Shares ? ", Shares: true" : "")})";
}
