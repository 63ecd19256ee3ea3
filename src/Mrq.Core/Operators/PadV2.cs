using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The input in a frame of one value: input 1 holds the frame's widths, input 2 the value.</summary>
public sealed record PadV2 : Operator
{
    public override string Name => "PADV2";
}
