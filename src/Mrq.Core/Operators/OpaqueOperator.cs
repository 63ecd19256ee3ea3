using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>
/// An operator whose attributes Mrq.Build does not interpret: one outside its catalogue, or a custom one. Readers and writers
/// keep it as it is; the emulator refuses it by name.
/// </summary>
/// <param name="OperatorName">The builtin's name, or "CUSTOM(name)".</param>
public sealed record OpaqueOperator(string OperatorName) : Operator
{
    public override string Name => OperatorName;
}
