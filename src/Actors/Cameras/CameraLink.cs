using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages.Cameras;

namespace Fresnel.Actors.Cameras;

/// <summary>How a camera's children report to it: commands under a context of their own, so that no caller's deadline clings to them.</summary>
/// <param name="camera">The camera's actor.</param>
internal sealed class CameraLink(ActorRef<EntityMessage> camera)
{
    /// <summary>Gives the camera a command; from any thread.</summary>
    public void Report(CameraCommand command) => camera.TryTell(new EntityCommand(command), MessageContext.Create());

    /// <summary>Tells the camera something that is no command.</summary>
    public void Tell(EntityMessage message) => camera.TryTell(message, MessageContext.Create());
}
