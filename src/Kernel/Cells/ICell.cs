using Fresnel.Kernel.Mailboxes;
using Fresnel.Kernel.Supervision;

namespace Fresnel.Kernel.Cells;

/// <summary>What parents and children need of each other, whatever their messages are.</summary>
internal interface ICell
{
    ActorRef Ref { get; }

    /// <summary>The strategy given at spawn, or null.</summary>
    SupervisionStrategy? OwnStrategy { get; }

    /// <summary>Its restarts. Belongs to its parent's turn.</summary>
    RestartHistory History { get; }

    void Post(SystemItem item);

    void RemoveChild(ICell child);
}
