using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Operators;

internal sealed class PackMapping() : OperatorMapping<Pack>("PACK", "PackOptions")
{
    protected override Pack Read(OptionsReader options, OpaqueOperator shell) => new()
    {
        Inputs = shell.Inputs,
        Outputs = shell.Outputs,
        ValuesCount = options.Int32("values_count"),
        Axis = options.Int32("axis"),
    };

    protected override void Write(OptionsEditor options, Pack step)
    {
        options.Set("values_count", step.ValuesCount);
        options.Set("axis", step.Axis);
    }
}
