using Mrq.Requantization.Layers;

namespace Mrq.Requantization.Passes;

/// <summary>A row of weights and the integers that stand for it at a scale.</summary>
/// <param name="Wanted">The row w.</param>
/// <param name="Scale">The scale s.</param>
/// <param name="Integers">The integers q.</param>
/// <param name="Range">The integers that there are.</param>
internal readonly record struct IntegerRow(double[] Wanted, double Scale, int[] Integers, WeightRange Range)
{
    /// <summary>w − q·s of one weight.</summary>
    public double Remainder(int column) => Wanted[column] - (Integers[column] * Scale);
}
