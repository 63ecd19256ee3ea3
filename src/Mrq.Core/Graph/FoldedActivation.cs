using System.Collections.Immutable;

namespace Mrq.Core.Graph;

/// <summary>
/// What an activation of a converted graph stands for where conversion moved factors and zero points into its neighbours: the source's
/// real value is S · (q − Z − the file's zero point) / c.
/// </summary>
/// <param name="Factors">c: one, or one for each index of the last dimension.</param>
/// <param name="ZeroPoint">Z.</param>
public sealed record FoldedActivation(ImmutableArray<double> Factors, int ZeroPoint);
