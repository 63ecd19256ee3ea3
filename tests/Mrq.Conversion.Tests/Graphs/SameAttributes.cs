using System.Diagnostics.CodeAnalysis;
using Mrq.Core.Graph;

namespace Mrq.Conversion.Tests.Graphs;

/// <summary>Operators that differ in the tensors they read and write at most.</summary>
internal sealed class SameAttributes : IEqualityComparer<Operator>
{
    public static readonly SameAttributes Instance = new();

    public bool Equals(Operator? x, Operator? y) => Bare(x!).Equals(Bare(y!));

    public int GetHashCode([DisallowNull] Operator obj) => obj.Name.GetHashCode(StringComparison.Ordinal);

    private static Operator Bare(Operator step) => step with { Inputs = [], Outputs = [] };
}
