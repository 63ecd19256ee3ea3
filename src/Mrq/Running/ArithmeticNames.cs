using Mrq.Core.Diagnostics;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Formats;

namespace Mrq;

/// <summary>Arithmetic by its own name or by that of a scheme that uses it.</summary>
public static class ArithmeticNames
{
    /// <param name="name">The name; null for what the container's own runtime computes.</param>
    /// <param name="format">The container of the model.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> when there is neither.</exception>
    public static Arithmetic Resolve(string? name, IModelFormat format) => name is null ? format.RuntimeArithmetic : Resolve(name);

    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> when there is neither.</exception>
    public static Arithmetic Resolve(string name) => SchemeCatalogue.Find(name)?.Arithmetic ?? ArithmeticCatalogue.Named(name, SchemeCatalogue.Names);
}
