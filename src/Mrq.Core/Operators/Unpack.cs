using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The slices of the input along an axis, without that axis.</summary>
public sealed record Unpack : Operator
{
    public override string Name => "UNPACK";

    public int Num { get; init; }

    public int Axis { get; init; }
}
